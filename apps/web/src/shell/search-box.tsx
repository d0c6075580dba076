import { Kbd, TextInput } from '@mantine/core';
import { useQuery } from '@tanstack/react-query';
import { useMatch, useNavigate } from '@tanstack/react-router';
import { useEffect, useRef, useState } from 'react';
import { classesQuery } from '../api/queries.ts';
import type { ClassSummary } from '../api/types.ts';
import { changeList } from '../classes/list-search.ts';
import { ITEM } from './class-tree.ts';

const PAUSE_MS = 250;

/** The class that is searched where no list is open: things under management, else the first class there is. */
function findDefaultClass(classes: readonly ClassSummary[] | undefined): ClassSummary | undefined {
  return classes?.find((each) => each.name === ITEM) ?? classes?.[0];
}

function isTyping(target: EventTarget | null): boolean {
  return (
    target instanceof HTMLElement && target.closest('input, textarea, select, [contenteditable]') !== null
  );
}

/** `/` brings the cursor here from anywhere, Esc clears. On a list it filters while typing, elsewhere on Enter. */
export function SearchBox() {
  const list = useMatch({ from: '/app/classes/$class', shouldThrow: false });
  const classes = useQuery(classesQuery);
  const navigate = useNavigate();
  const input = useRef<HTMLInputElement>(null);
  const query = list?.search.query ?? '';
  const className = list?.params.class;
  const [text, setText] = useState(query);
  const target = className ?? findDefaultClass(classes.data)?.name;
  const label = classes.data?.find((each) => each.name === target)?.label ?? target ?? '';

  // biome-ignore lint/correctness/useExhaustiveDependencies: another list brings its own text, even an equal one
  useEffect(() => setText(query), [query, className]);

  useEffect(() => {
    function onKey(event: KeyboardEvent) {
      if (event.key !== '/' || event.ctrlKey || event.metaKey || event.altKey || isTyping(event.target))
        return;
      event.preventDefault();
      input.current?.focus();
      input.current?.select();
    }
    document.addEventListener('keydown', onKey);
    return () => document.removeEventListener('keydown', onKey);
  }, []);

  useEffect(() => {
    if (className === undefined || text === query) return;
    const timer = setTimeout(() => {
      void navigate({
        to: '/classes/$class',
        params: { class: className },
        search: (search) => ({ ...changeList(search, { query: text }), asOf: search.asOf }),
        replace: true,
      });
    }, PAUSE_MS);
    return () => clearTimeout(timer);
  }, [text, query, className, navigate]);

  function submit(event: React.FormEvent) {
    event.preventDefault();
    if (className !== undefined || target === undefined || text.trim() === '') return;
    void navigate({ to: '/classes/$class', params: { class: target }, search: { query: text.trim() } });
  }
  return (
    <search className="shell-search">
      <form onSubmit={submit}>
        <TextInput
          ref={input}
          type="text"
          value={text}
          onChange={(event) => setText(event.currentTarget.value)}
          onKeyDown={(event) => {
            if (event.key === 'Escape') setText('');
          }}
          aria-label={`Search ${label}`}
          placeholder={`Search ${label}`}
          rightSection={text === '' ? <Kbd size="xs">/</Kbd> : null}
        />
      </form>
    </search>
  );
}
