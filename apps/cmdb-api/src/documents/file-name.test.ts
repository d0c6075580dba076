import { InvalidInputError } from '@popis/errors';
import { describe, expect, test } from 'vitest';
import { cleanFileName, formatAttachment } from './file-name.ts';

describe('the name of an uploaded file', () => {
  test.each([
    ['contract 2026.pdf', 'contract 2026.pdf'],
    ['Уговор о одржавању.docx', 'Уговор о одржавању.docx'],
    ['契約書 (最終).pdf', '契約書 (最終).pdf'],
    ['👩‍💻 notes.txt', '👩‍💻 notes.txt'],
    ['../../etc/passwd', 'passwd'],
    ['C:\\Users\\a\\scan.png', 'scan.png'],
    ['/etc/cron.d/x', 'x'],
    ['.htaccess', '.htaccess'],
    ['a\u0000b\r\nc\u0085.pdf', 'abc.pdf'],
    ['invoice\u202efdp.exe', 'invoicefdp.exe'],
    ['  padded.pdf ', 'padded.pdf'],
    ['z\u030cal.txt', 'žal.txt'],
  ])('%j becomes %j', (given, expected) => {
    expect(cleanFileName(given)).toBe(expected);
  });

  test.each([undefined, '', '   ', '..', '.', 'folder/', '\u0007'])('%j is refused', (given) => {
    expect(() => cleanFileName(given)).toThrow(InvalidInputError);
  });

  test('may fill what file systems hold and no more', () => {
    expect(cleanFileName('š'.repeat(127))).toBe('š'.repeat(127));
    expect(() => cleanFileName('š'.repeat(128))).toThrow(/255 bytes/);
  });
});

describe('the header of a download', () => {
  test('carries any name twice: plainly, and whole', () => {
    expect(formatAttachment('Уговор "1" (100%).pdf')).toBe(
      'attachment; filename="______ _1_ (100_).pdf"; ' +
        "filename*=UTF-8''%D0%A3%D0%B3%D0%BE%D0%B2%D0%BE%D1%80%20%221%22%20%28100%25%29.pdf",
    );
  });
});
