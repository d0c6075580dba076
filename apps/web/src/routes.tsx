import {
  createRootRoute,
  createRoute,
  createRouter,
  Outlet,
  retainSearchParams,
} from '@tanstack/react-router';
import { ActsPage } from './acts/acts-page.tsx';
import { parseActsSearch } from './acts/acts-search.ts';
import { AgentsPage } from './agents/agents-page.tsx';
import { parseAgentsSearch } from './agents/agents-search.ts';
import { CardPage } from './cards/card-page.tsx';
import { parseCardSearch } from './cards/card-search.ts';
import { CreateCardPage } from './cards/create-card-page.tsx';
import { CardListPage } from './classes/card-list-page.tsx';
import { parseListSearch } from './classes/list-search.ts';
import { OverviewPage } from './classes/overview-page.tsx';
import { toReturnAddress } from './login/login-link.ts';
import { LoginPage } from './login/login-page.tsx';
import { PasswordPage } from './login/password-page.tsx';
import { QuarantinePage } from './runs/quarantine-page.tsx';
import { parseRecordSearch } from './runs/record-search.ts';
import { RecordsPage } from './runs/records-page.tsx';
import { RunPage } from './runs/run-page.tsx';
import { parseQuarantineSearch, parseRunSearch } from './runs/run-search.ts';
import { RunsPage } from './runs/runs-page.tsx';
import { formatSearch, parseSearch } from './shell/address.ts';
import { Shell } from './shell/shell.tsx';
import { NotFoundView, ProblemView } from './shell/states.tsx';
import { SourcePage } from './sources/source-page.tsx';
import { parseAsOf } from './values/instants.ts';

const root = createRootRoute({ component: Outlet });

const login = createRoute({
  getParentRoute: () => root,
  path: '/login',
  validateSearch: (raw: Record<string, unknown>): { returnTo?: string } =>
    raw.returnTo === undefined ? {} : { returnTo: toReturnAddress(raw.returnTo) },
  component: LoginPage,
});

/** The shell, and with it the point in time, which stays in every address below it. */
const app = createRoute({
  getParentRoute: () => root,
  id: 'app',
  validateSearch: (raw: Record<string, unknown>): { asOf?: string } => {
    const asOf = parseAsOf(raw.asOf);
    return asOf === undefined ? {} : { asOf };
  },
  search: { middlewares: [retainSearchParams(['asOf'])] },
  component: Shell,
});

const overview = createRoute({ getParentRoute: () => app, path: '/', component: OverviewPage });
const cardList = createRoute({
  getParentRoute: () => app,
  path: '/classes/$class',
  validateSearch: parseListSearch,
  component: CardListPage,
});
const createCard = createRoute({
  getParentRoute: () => app,
  path: '/classes/$class/new',
  component: CreateCardPage,
});
const card = createRoute({
  getParentRoute: () => app,
  path: '/cards/$id',
  validateSearch: parseCardSearch,
  component: CardPage,
});
const runs = createRoute({ getParentRoute: () => app, path: '/runs', component: RunsPage });
const run = createRoute({
  getParentRoute: () => app,
  path: '/runs/$id',
  validateSearch: parseRunSearch,
  component: RunPage,
});
const records = createRoute({
  getParentRoute: () => app,
  path: '/runs/$id/records',
  validateSearch: parseRecordSearch,
  component: RecordsPage,
});
const source = createRoute({
  getParentRoute: () => app,
  path: '/sources/$source',
  component: SourcePage,
});
const quarantine = createRoute({
  getParentRoute: () => app,
  path: '/quarantine',
  validateSearch: parseQuarantineSearch,
  component: QuarantinePage,
});
const agents = createRoute({
  getParentRoute: () => app,
  path: '/agents',
  validateSearch: parseAgentsSearch,
  component: AgentsPage,
});
const acts = createRoute({
  getParentRoute: () => app,
  path: '/acts',
  validateSearch: parseActsSearch,
  component: ActsPage,
});
const password = createRoute({
  getParentRoute: () => app,
  path: '/account/password',
  component: PasswordPage,
});

const nowhere = createRoute({
  getParentRoute: () => app,
  path: '$',
  component: () => <NotFoundView what="There is no page at this address." />,
});

const tree = root.addChildren([
  login,
  app.addChildren([
    overview,
    cardList,
    createCard,
    card,
    runs,
    run,
    records,
    source,
    quarantine,
    agents,
    acts,
    password,
    nowhere,
  ]),
]);

export function createAppRouter() {
  return createRouter({
    routeTree: tree,
    parseSearch,
    stringifySearch: formatSearch,
    scrollRestoration: true,
    defaultNotFoundComponent: () => <NotFoundView what="There is no page at this address." />,
    defaultErrorComponent: ({ error, reset }) => <ProblemView error={error} retry={reset} />,
  });
}

declare module '@tanstack/react-router' {
  interface Register {
    router: ReturnType<typeof createAppRouter>;
  }
}
