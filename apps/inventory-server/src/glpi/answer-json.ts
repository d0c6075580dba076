import {
  type BodyForm,
  DEFAULT_LIMITS,
  deflateBody,
  formatContactAnswer,
  formatErrorAnswer,
  formatInventoryAnswer,
  parseJsonReport,
  type UnpackedBody,
} from '@popis/inventory-format';
import { type Answer, type ReportContext, TYPES_OF_FORMS } from '../answer.ts';
import type { OpenContact } from '../contacts/contact.ts';
import { admitRequest } from '../enrolment/guard.ts';
import type { Sender } from '../inventory/hardware-rules.ts';
import { storeInventory } from '../inventory/store-inventory.ts';
import { limitDevice } from '../limits/admit-request.ts';
import { answerProlog } from '../prolog/answer-prolog.ts';
import { isAcceptedUserAgent } from '../user-agent.ts';

const AGENT_ID = /^[0-9a-f]{8}(?:-[0-9a-f]{4}){3}-[0-9a-f]{12}$/i;

/**
 * Answers a message of the GLPI agent's own protocol: `contact` is a PROLOG without orders, since that agent has tasks of
 * its own, and `inventory` an INVENTORY. What is refused says why, for the log of the agent.
 */
export async function answerJson(
  context: ReportContext,
  body: UnpackedBody,
  sender: Sender,
  contact: OpenContact,
): Promise<Answer> {
  const refuse = async (message: string) => {
    contact.note({ message });
    return await toAnswer(400, formatErrorAnswer(message), body.form);
  };
  if (sender.agentId !== undefined && !AGENT_ID.test(sender.agentId)) {
    return await refuse('GLPI-Agent-ID is no UUID');
  }
  const report = parseJsonReport(body.bytes, DEFAULT_LIMITS);
  if (!report.accepted) {
    const refusal = await refuse(report.message);
    return report.fault === undefined ? refusal : { ...refusal, status: 413, cause: report.fault };
  }
  const request = report.value;
  contact.isFrom(request.deviceId, request.query);
  if (request.query === 'PROLOG' && !isAcceptedUserAgent(sender.userAgent, context.extraUserAgents)) {
    return await refuse('this agent is not let in');
  }
  limitDevice(context.limits, request.deviceId, sender);
  await admitRequest(context.store, request, sender.proof);
  const text =
    request.query === 'PROLOG'
      ? formatContactAnswer(await answerProlog(context.store, request, sender, false))
      : await storeAndFormat(context, request, sender, contact);
  contact.note({ agentId: sender.agentId });
  return await toAnswer(200, text, body.form);
}

async function storeAndFormat(
  context: ReportContext,
  request: Parameters<typeof storeInventory>[1],
  sender: Sender,
  contact: OpenContact,
): Promise<string> {
  const { writtenSections, id, identification } = await storeInventory(context.store, request, sender);
  contact.wrote(writtenSections.length, { hardwareId: id, identification });
  return formatInventoryAnswer();
}

/** The answer has the form of the request, as agents expect. */
async function toAnswer(status: number, text: string, form: BodyForm): Promise<Answer> {
  return { status, body: await deflateBody(text, form), contentType: TYPES_OF_FORMS[form] };
}
