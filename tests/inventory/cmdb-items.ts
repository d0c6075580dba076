import { type Item, toItem } from './ocs-values.ts';

interface ItemRow {
  class: string;
  computer: string;
  code: string | null;
  description: string | null;
  attributes: Record<string, unknown>;
}

/**
 * Every computer of the CMDB and every card that is a part of one, by its tables. Status is left out: the model gives each
 * new card one, and the mapping leaves it to people.
 */
export async function readCmdbItems(query: (sql: string) => Promise<ItemRow[]>): Promise<Item[]> {
  const rows = await query(
    `SELECT class.name AS class, card.code AS computer, card.code, card.description, card.attributes - 'Status' AS attributes
     FROM card JOIN class ON class.id = card.class_id WHERE class.name = 'Computer'
     UNION ALL
     SELECT class.name, computer.code, part.code, part.description, part.attributes - 'Status'
     FROM relation
     JOIN domain ON domain.id = relation.domain_id
       AND domain.name IN ('ComputerMemory', 'ComputerStorage', 'ComputerMonitors', 'ComputerComponents', 'ComputerPrinters', 'ComputerSoftware')
     JOIN card computer ON computer.id = relation.source_id
     JOIN card part ON part.id = relation.target_id
     JOIN class ON class.id = part.class_id`,
  );
  return rows.map(({ class: className, computer, code, description, attributes }) => {
    const values = { Code: code, Description: description, ...attributes };
    const texts = Object.entries(values).map(([name, value]) => [name, String(value ?? '')]);
    return toItem(className, computer, Object.fromEntries(texts));
  });
}
