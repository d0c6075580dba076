import { Textarea } from '@mantine/core';
import type { Fault } from '@popis/errors';
import { type Ref, useImperativeHandle, useRef } from 'react';
import { placeOf } from './json-places.ts';

/** Leads the keyboard to where a path stands in the text, and marks it as selected. */
export interface PolicyTextHandle {
  goTo(path: string): void;
}

/** A policy as JSON with numbered lines; the lines of faults are marked, and each fault leads to its own. */
export function PolicyText({
  text,
  faults,
  change,
  ref,
}: {
  text: string;
  faults: readonly Fault[];
  change: (text: string) => void;
  ref: Ref<PolicyTextHandle>;
}) {
  const field = useRef<HTMLTextAreaElement>(null);
  const gutter = useRef<HTMLOListElement>(null);
  const placed = faults.map((fault) => ({ ...fault, place: placeOf(text, fault.path) }));
  const marked = new Set(placed.map(({ place }) => place.line));
  const goTo = (path: string) => {
    const { start, end, line } = placeOf(field.current?.value ?? '', path);
    field.current?.focus();
    field.current?.setSelectionRange(start, end);
    // A selection does not scroll a text area by itself in every browser.
    if (field.current !== null) field.current.scrollTop = (line - 3) * lineHeightOf(field.current);
  };
  useImperativeHandle(ref, () => ({ goTo }));
  return (
    <Textarea
      ref={field}
      className="policy-text"
      label="Policy"
      description="As JSON: identification, precedence, vanished, breaker, approval. What is left out is as by default"
      required
      autosize
      minRows={8}
      maxRows={20}
      wrap="off"
      spellCheck={false}
      data-autofocus
      leftSection={<LineNumbers count={text.split('\n').length} marked={marked} ref={gutter} />}
      leftSectionWidth="2.75rem"
      leftSectionPointerEvents="none"
      leftSectionProps={{ className: 'line-gutter' }}
      value={text}
      onChange={(event) => change(event.currentTarget.value)}
      onScroll={(event) => {
        if (gutter.current !== null)
          gutter.current.style.transform = `translateY(${-event.currentTarget.scrollTop}px)`;
      }}
      error={placed.length === 0 ? undefined : <FaultList faults={placed} goTo={goTo} />}
    />
  );
}

function LineNumbers({
  count,
  marked,
  ref,
}: {
  count: number;
  marked: ReadonlySet<number>;
  ref: Ref<HTMLOListElement>;
}) {
  return (
    <ol ref={ref} className="line-numbers" aria-hidden="true">
      {Array.from({ length: count }, (_none, index) => index + 1).map((line) => (
        <li key={line} data-faulty={marked.has(line) || undefined}>
          {line}
        </li>
      ))}
    </ol>
  );
}

function FaultList({
  faults,
  goTo,
}: {
  faults: readonly (Fault & { place: { line: number } })[];
  goTo: (path: string) => void;
}) {
  return (
    <span className="faults">
      {faults.map(({ path, message, place }) => (
        <span key={`${path} ${message}`}>
          <button type="button" className="fault-line" onClick={() => goTo(path)}>
            Line {place.line}
          </button>{' '}
          {path === '' ? 'It' : <code className="mono">{path}</code>} {message}
        </span>
      ))}
    </span>
  );
}

function lineHeightOf(field: HTMLElement): number {
  return Number.parseFloat(getComputedStyle(field).lineHeight) || 20;
}
