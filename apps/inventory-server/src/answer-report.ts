import {
  type BodyFault,
  type BodyForm,
  DEFAULT_LIMITS,
  deflateBody,
  formatReply,
  inflateBody,
  isJson,
  parseReport,
  type Reply,
  type ReportRequest,
} from '@popis/inventory-format';
import { type Answer, namesForm, type ReportContext, TYPES_OF_FORMS } from './answer.ts';
import type { OpenContact, StoredAs } from './contacts/contact.ts';
import { storeDownloadResult } from './download/download-result.repository.ts';
import { admitRequest, withTokenTag } from './enrolment/guard.ts';
import { answerJson } from './glpi/answer-json.ts';
import type { Sender } from './inventory/hardware-rules.ts';
import { storeInventory } from './inventory/store-inventory.ts';
import { limitDevice } from './limits/admit-request.ts';
import { storeNotification } from './notify.repository.ts';
import { answerProlog } from './prolog/answer-prolog.ts';
import { storeSnmp } from './snmp/store-snmp.ts';
import type { Store } from './store.ts';
import { isAcceptedUserAgent } from './user-agent.ts';

/** OCS answers 500 to a body it cannot read and 400 to one that says nothing it knows. */
const STATUS_OF_FAULT: Record<BodyFault, number> = {
  'not-inflatable': 500,
  malformed: 500,
  doctype: 500,
  'too-large': 413,
  'too-many-rows': 413,
  'device-id': 400,
  query: 400,
};

/** Answers one report. Refusals are answers; a fault of the database is thrown. */
export async function answerReport(
  context: ReportContext,
  bytes: Uint8Array,
  sender: Sender,
  contact: OpenContact,
): Promise<Answer> {
  const body = await inflateBody(bytes, DEFAULT_LIMITS);
  if (body.accepted && isJson(body.value.bytes)) {
    const answer = await answerJson(context, body.value, sender, contact);
    contact.end(answer.status, answer.status === 200 ? undefined : (answer.cause ?? 'message'));
    return answer;
  }
  const report = body.accepted ? parseReport(body.value.bytes, DEFAULT_LIMITS, context.store.runs) : body;
  if (!body.accepted || !report.accepted) {
    const fault = report.accepted ? 'malformed' : report.fault;
    contact.note(report.accepted || report.surplus === undefined ? {} : { ...report.surplus });
    contact.end(STATUS_OF_FAULT[fault], fault);
    return { status: STATUS_OF_FAULT[fault] };
  }
  const { request, replacedCharacters } = report.value;
  contact.isFrom(request.deviceId, request.query);
  if (request.query === 'PROLOG' && !isAcceptedUserAgent(sender.userAgent, context.extraUserAgents)) {
    contact.note({ userAgent: sender.userAgent.slice(0, 100) });
    contact.end(400, 'user-agent');
    return { status: 400 };
  }
  limitDevice(context.limits, request.deviceId, sender);
  await admitRequest(context.store, request, sender.proof);
  const outcome = await carryOut(context.store, withTokenTag(request, sender.proof), sender);
  contact.wrote(outcome.writtenSections ?? 0, outcome.storedAs);
  contact.note({ ...outcome.facts, ...(replacedCharacters > 0 ? { replacedCharacters } : {}) });
  contact.end(200);
  return outcome.reply === undefined
    ? { status: 200 }
    : await toAnswer(outcome.reply, body.value.form, sender);
}

interface ReportOutcome {
  reply?: Reply;
  facts: Record<string, unknown>;
  writtenSections?: number;
  storedAs?: StoredAs;
}

async function carryOut(store: Store, request: ReportRequest, sender: Sender): Promise<ReportOutcome> {
  switch (request.query) {
    case 'PROLOG': {
      const reply = await answerProlog(store, request, sender);
      return { reply, facts: { response: reply.response } };
    }
    case 'INVENTORY': {
      const stored = await storeInventory(store, request, sender);
      const { reply, isNewDevice, writtenSections, id, identification } = stored;
      return {
        reply,
        facts: { response: reply.response, isNewDevice },
        writtenSections: writtenSections.length,
        storedAs: { hardwareId: id, identification },
      };
    }
    case 'NOTIFY':
      return { facts: { isStored: await storeNotification(store, request) } };
    case 'DOWNLOAD':
      await storeDownloadResult(store, request, new Date());
      return { facts: {} };
    case 'UPDATE':
      return { reply: { response: 'NO_UPDATE', orders: [], accountInfo: [] }, facts: {} };
    case 'SNMP':
      return { facts: { storedRecords: await storeSnmp(store, request) } };
  }
}

/** The reply has the form of the request. */
async function toAnswer(reply: Reply, form: BodyForm, sender: Sender): Promise<Answer> {
  const answer: Answer = { status: 200, body: await deflateBody(formatReply(reply), form) };
  if (namesForm(sender.contentType)) {
    answer.contentType = TYPES_OF_FORMS[form];
  }
  if (reply.orders.some((order) => order.name === 'IPDISCOVER')) {
    answer.closesConnection = true;
  }
  return answer;
}
