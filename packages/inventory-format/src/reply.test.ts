import { InvalidInputError } from '@popis/errors';
import { expect, test } from 'vitest';
import type { Reply } from './messages.ts';
import { formatReply, parseReply } from './reply.ts';

const prolog: Reply = {
  response: 'SEND',
  prologFrequencyHours: 24,
  inventoryOnStartup: true,
  orders: [
    {
      name: 'REGISTRY',
      parameters: [
        {
          attributes: { REGKEY: 'SOFTWARE\\Microsoft', NAME: 'IE "version"', REGTREE: '2' },
          text: 'Version',
        },
      ],
    },
    { name: 'DOWNLOAD', parameters: [{ attributes: { TYPE: 'CONF', ON: '0' } }] },
  ],
  accountInfo: [],
};

test('a reply that the real server gave is read', () => {
  const captured = `<?xml version='1.0' encoding='UTF-8'?>
<REPLY>
  <PROLOG_FREQ>24</PROLOG_FREQ>
  <INVENTORY_ON_STARTUP>1</INVENTORY_ON_STARTUP>
  <OPTION>
    <PARAM IPDISC_LAT="100">10.1.2.0</PARAM>
    <NAME>IPDISCOVER</NAME>
  </OPTION>
  <RESPONSE>SEND</RESPONSE>
</REPLY>
`;

  expect(parseReply(Buffer.from(captured))).toEqual({
    response: 'SEND',
    prologFrequencyHours: 24,
    inventoryOnStartup: true,
    orders: [{ name: 'IPDISCOVER', parameters: [{ attributes: { IPDISC_LAT: '100' }, text: '10.1.2.0' }] }],
    accountInfo: [],
  });
});

test('what is formatted is what is read', () => {
  expect(parseReply(Buffer.from(formatReply(prolog)))).toEqual(prolog);
  const account: Reply = {
    response: 'ACCOUNT_UPDATE',
    orders: [],
    accountInfo: [
      { name: 'TAG', value: 'ADMIN-SET' },
      { name: 'fields_9', value: 'Bâtiment B' },
      { name: 'fields_10', value: '' },
    ],
  };
  expect(parseReply(Buffer.from(formatReply(account)))).toEqual(account);
});

test('a reply is written as the real server writes it', () => {
  expect(formatReply({ response: 'NO_ACCOUNT_UPDATE', orders: [], accountInfo: [] })).toBe(
    "<?xml version='1.0' encoding='UTF-8'?>\n<REPLY>\n  <RESPONSE>NO_ACCOUNT_UPDATE</RESPONSE>\n</REPLY>\n",
  );
});

test.each(['', '<html></html>', '<REPLY></REPLY>', '<!DOCTYPE x><REPLY/>'])('%j is no reply', (text) => {
  expect(() => parseReply(Buffer.from(text))).toThrow(InvalidInputError);
});
