import { describe, expect, test } from 'vitest';
import { toMediaType, toSentMediaType } from './media-type.ts';

const zip = 'PK\x03\x04';
const docx = 'application/vnd.openxmlformats-officedocument.wordprocessingml.document';

describe('the recorded media type', () => {
  test.each([
    ['application/pdf', '%PDF-1.7', 'application/pdf'],
    ['text/plain', '%PDF-1.7', 'application/pdf'],
    ['image/png', '\x89PNG\r\n\x1a\n', 'image/png'],
    [docx, zip, docx],
    ['image/png', zip, 'application/zip'],
    ['text/csv', 'a;b\n1;2', 'text/csv'],
    ['text/plain; charset=utf-8', 'hello', 'text/plain'],
    [undefined, 'hello', 'application/octet-stream'],
    ['not a type', 'hello', 'application/octet-stream'],
    ['text/html\r\nx: y', 'hello', 'application/octet-stream'],
  ])('declared %j, beginning %j: %j', (declared, head, expected) => {
    expect(toMediaType(declared, Buffer.from(head, 'latin1'))).toBe(expected);
  });
});

// Files that are one thing to a person and another to a browser or a server.
describe('of a file in disguise', () => {
  test.each([
    [
      'an SVG with a script',
      'image/png',
      '<svg xmlns="http://www.w3.org/2000/svg" onload="alert(1)">',
      'image/svg+xml',
    ],
    ['an SVG after comments', 'image/png', '<?xml version="1.0"?><!-- x --><svg>', 'image/svg+xml'],
    ['HTML called a picture', 'image/jpeg', '\n<!DOCTYPE html><script>alert(1)</script>', 'text/html'],
    ['HTML with a byte order mark', 'text/plain', '\xef\xbb\xbf<html>', 'text/html'],
    ['PHP called a picture', 'image/png', '<?php system($_GET["c"]); ?>', 'application/octet-stream'],
    ['a program called PDF', 'application/pdf', 'MZ\x90\x00', 'application/x-msdownload'],
    ['a picture that is a script too', 'text/javascript', 'GIF89a=1;alert(1)', 'image/gif'],
  ])('%s is recorded as what it shows', (_what, declared, head, expected) => {
    expect(toMediaType(declared, Buffer.from(head, 'latin1'))).toBe(expected);
  });

  test.each(['text/html', 'image/svg+xml', 'application/xhtml+xml', 'text/xml', 'text/javascript'])(
    '%s is never sent as what it is',
    (mediaType) => {
      expect(toSentMediaType(mediaType)).toBe('application/octet-stream');
    },
  );
});
