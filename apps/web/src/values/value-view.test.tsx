import { renderToStaticMarkup } from 'react-dom/server';
import { expect, test } from 'vitest';
import { ValueView } from './value-view.tsx';

test('a value is text, whatever it holds', () => {
  const html = renderToStaticMarkup(<ValueView value={'<img src=x onerror="alert(1)">'} />);

  expect(html).toBe('&lt;img src=x onerror=&quot;alert(1)&quot;&gt;');
});

test('only an address of the web becomes a link', () => {
  const show = (value: string) =>
    renderToStaticMarkup(<ValueView value={value} attribute={{ type: 'url' }} />);

  expect(show('https://example.org/manual')).toMatch(/^<a [^>]*href="https:\/\/example\.org\/manual"/);
  expect(show('javascript:alert(1)')).toBe('javascript:alert(1)');
});

test('no value, an empty one and false are told apart', () => {
  const shown = [null, '', false].map((value) => renderToStaticMarkup(<ValueView value={value} />));

  expect(shown).toEqual([expect.stringContaining('no value'), expect.stringContaining('(empty)'), 'No']);
});
