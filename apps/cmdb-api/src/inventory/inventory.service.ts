import { Inject, Injectable, StreamableFile } from '@nestjs/common';
import { NotFoundError, UpstreamFailedError } from '@popis/errors';
import type { Operation } from '@popis/inventory-administration';
import { CONFIG, type Config, SECRETS, type Secrets } from '../config.ts';
import type { Caller } from '../platform/permissions.ts';
import { askInventory, type InventoryAccess } from './ask-inventory.ts';
import { toInventoryFailure } from './inventory-failure.ts';
import { type OperationInput, toInventoryRequest } from './inventory-request.ts';

/** A person waits for it. */
const LIMIT_MS = 20_000;
/** Archives come over lines of any speed. */
const UPLOAD_LIMIT_MS = 30 * 60_000;

/** Hands operations on to the administration of the inventory server. */
@Injectable()
export class InventoryService {
  private readonly access: InventoryAccess | undefined;

  constructor(@Inject(CONFIG) config: Config, @Inject(SECRETS) secrets: Secrets) {
    const { inventoryAdminUrl: rootUrl } = config;
    const { inventoryAdminToken: token } = secrets;
    this.access =
      rootUrl === undefined || token === undefined
        ? undefined
        : { rootUrl, token, limitMs: LIMIT_MS, uploadLimitMs: UPLOAD_LIMIT_MS };
  }

  /**
   * Has the inventory server carry an operation out for somebody; gives what it answers.
   * @throws NotFoundError when none is set up, UnavailableError when it does not answer in time, and what it refuses with.
   */
  async carryOut(caller: Caller, operation: Operation, input: OperationInput): Promise<unknown> {
    if (this.access === undefined) {
      throw new NotFoundError(
        'No inventory is administered here: set INVENTORY_ADMIN_URL and INVENTORY_ADMIN_TOKEN_FILE',
      );
    }
    const request = toInventoryRequest(operation, input);
    const { status, body, bytes, disposition } = await askInventory(this.access, caller, request);
    if (status < 200 || status > 299) throw toInventoryFailure(status, body);
    if (operation.answer === undefined) return undefined;
    if (operation.answer === 'bytes') return toFile(bytes, disposition);
    if (body === undefined) {
      throw new UpstreamFailedError('The inventory server answered nothing that could be read');
    }
    return body;
  }
}

const ATTACHMENT = /^attachment; filename="[\w.-]+"$/;

function toFile(bytes: Buffer, disposition: string | undefined): StreamableFile {
  if (disposition === undefined || !ATTACHMENT.test(disposition)) {
    throw new UpstreamFailedError('The inventory server answered with no file');
  }
  return new StreamableFile(bytes, { disposition, type: 'application/octet-stream' });
}
