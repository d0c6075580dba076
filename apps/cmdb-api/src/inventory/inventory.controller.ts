import { Controller, Inject } from '@nestjs/common';
import { type OperationName, operations } from '@popis/inventory-administration';
import { CurrentCaller, Input, Route, type RouteDefinition } from '../platform/http/route.ts';
import type { Caller } from '../platform/permissions.ts';
import { InventoryService } from './inventory.service.ts';
import type { OperationInput } from './inventory-request.ts';
import { listInventoryRoutes } from './inventory-routes.ts';

/** One handler for each operation of the inventory's administration; they are added below. */
@Controller()
export class InventoryController {
  constructor(@Inject(InventoryService) readonly inventory: InventoryService) {}
}

for (const { name, route } of listInventoryRoutes()) addHandler(name, route);

/** What the decorators do to a method that is written out. */
function addHandler(name: OperationName, route: RouteDefinition): void {
  const { prototype } = InventoryController;
  const takesInput = [route.params, route.query, route.body].some((part) => part !== undefined);
  const descriptor: PropertyDescriptor = {
    configurable: true,
    writable: true,
    value(this: InventoryController, caller: Caller, input: OperationInput = {}) {
      return this.inventory.carryOut(caller, operations[name], input);
    },
  };
  Object.defineProperty(prototype, name, descriptor);
  CurrentCaller()(prototype, name, 0);
  if (takesInput) Input()(prototype, name, 1);
  Route(route)(prototype, name, descriptor);
}
