import { Module } from '@nestjs/common';
import { AccountsModule } from './accounts/accounts.module.ts';
import { AlertsModule } from './alerts/alerts.module.ts';
import { BulkModule } from './bulk/bulk.module.ts';
import { CardsModule } from './cards/cards.module.ts';
import { ClassesModule } from './classes/classes.module.ts';
import { CloningModule } from './cloning/cloning.module.ts';
import { DocumentsModule } from './documents/documents.module.ts';
import { DomainsModule } from './domains/domains.module.ts';
import { ExportsModule } from './exports/exports.module.ts';
import { GraphModule } from './graph/graph.module.ts';
import { HealthModule } from './health/health.module.ts';
import { HistoryModule } from './history/history.module.ts';
import { ImportsModule } from './imports/imports.module.ts';
import { InventoryModule } from './inventory/inventory.module.ts';
import { JournalModule } from './journal/journal.module.ts';
import { LookupsModule } from './lookups/lookups.module.ts';
import { ModelModule } from './model/model.module.ts';
import { MovesModule } from './moves/moves.module.ts';
import { ReconciliationModule } from './reconciliation/reconciliation.module.ts';
import { RelationsModule } from './relations/relations.module.ts';
import { SearchModule } from './search/search.module.ts';
import { SeedModule } from './seed/seed.module.ts';
import { ViewsModule } from './views/views.module.ts';

/** Every feature of the application; what they share comes from `PlatformModule`. */
@Module({
  imports: [
    AccountsModule,
    AlertsModule,
    BulkModule,
    CardsModule,
    ClassesModule,
    CloningModule,
    DocumentsModule,
    DomainsModule,
    ExportsModule,
    GraphModule,
    HealthModule,
    HistoryModule,
    ImportsModule,
    InventoryModule,
    JournalModule,
    LookupsModule,
    ModelModule,
    MovesModule,
    ReconciliationModule,
    RelationsModule,
    SearchModule,
    SeedModule,
    ViewsModule,
  ],
})
export class AppModule {}
