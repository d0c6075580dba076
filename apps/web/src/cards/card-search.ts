export const cardTabs = ['overview', 'parts', 'relations', 'documents', 'history'] as const;
export type CardTab = (typeof cardTabs)[number];

export function parseCardSearch(raw: Record<string, unknown>): { tab?: CardTab } {
  const tab = cardTabs.find((each) => each === raw.tab);
  return tab === undefined || tab === 'overview' ? {} : { tab };
}
