import { Injectable } from '@nestjs/common';
import type { Caller } from '../platform/permissions.ts';
import { everything, type Sight } from './sight.ts';

/** Says what callers may see. Roles give permissions only, so whoever may read may read everything. */
@Injectable()
export class Sights {
  of(_caller: Caller): Sight {
    return everything;
  }
}
