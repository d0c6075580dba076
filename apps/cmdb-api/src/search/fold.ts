const marks = /[\u0300-\u036f]/g;

/** Letters that decomposition does not reduce; the same as `search_fold` in the database. */
const letters = new Map(
  Object.entries({
    а: 'a',
    б: 'b',
    в: 'v',
    г: 'g',
    д: 'd',
    ђ: 'dj',
    е: 'e',
    ж: 'z',
    з: 'z',
    и: 'i',
    ј: 'j',
    к: 'k',
    л: 'l',
    љ: 'lj',
    м: 'm',
    н: 'n',
    њ: 'nj',
    о: 'o',
    п: 'p',
    р: 'r',
    с: 's',
    т: 't',
    ћ: 'c',
    у: 'u',
    ф: 'f',
    х: 'h',
    ц: 'c',
    ч: 'c',
    џ: 'dz',
    ш: 's',
    ѕ: 'z',
    ы: 'i',
    э: 'e',
    щ: 's',
    ю: 'ju',
    я: 'ja',
    ъ: '',
    ь: '',
    đ: 'dj',
    ł: 'l',
    ø: 'o',
    ı: 'i',
    ß: 'ss',
    æ: 'ae',
    œ: 'oe',
    þ: 'th',
  }),
);

/**
 * Folds a text for comparison: lower case, no diacritics, Cyrillic as Serbian Latin, đ as dj. "Ђорђе Петровић",
 * "Đorđe Petrović" and "djordje petrovic" are all the same then. `search_fold` does the same in the database.
 */
export function foldText(text: string): string {
  return foldWithPlaces(text).folded;
}

/** A folded text, and for each of its characters where the one that it was made of begins in the original. */
export interface FoldedText {
  folded: string;
  /** One more than characters: the last is the original's length. */
  places: number[];
}

/** Folds a text and keeps where everything was, so that what is found can be shown in the original. */
export function foldWithPlaces(text: string): FoldedText {
  let folded = '';
  const places: number[] = [];
  let place = 0;
  for (const character of text) {
    const plain = foldCharacter(character);
    for (let index = 0; index < plain.length; index += 1) places.push(place);
    folded += plain;
    place += character.length;
  }
  places.push(text.length);
  return { folded, places };
}

function foldCharacter(character: string): string {
  if (character <= '\u007f') return character.toLowerCase();
  let plain = '';
  for (const part of character.toLowerCase().normalize('NFKD').replace(marks, '')) {
    plain += letters.get(part) ?? part;
  }
  return plain;
}
