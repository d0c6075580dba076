const names: Readonly<Record<string, string>> = { Y: 'year', D: 'day', H: 'hour', S: 'second' };

/** `P3Y6M` → `3 years 6 months`; what is no duration stays as it is. */
export function formatDuration(stored: string): string {
  if (!/^P[\dYMDTHS.]+$/.test(stored)) return stored;
  const [date = '', time = ''] = stored.split('T');
  const words = [...toWords(date, 'month'), ...toWords(time, 'minute')];
  return words.length === 0 ? stored : words.join(' ');
}

function toWords(part: string, ofM: string): string[] {
  const words: string[] = [];
  for (const [, count = '', unit = ''] of part.matchAll(/([\d.]+)([YMDHS])/g)) {
    words.push(`${count} ${names[unit] ?? ofM}${count === '1' ? '' : 's'}`);
  }
  return words;
}
