import { readFileSync } from 'node:fs';
import { InvalidInputError } from '@popis/errors';
import type { PolicyFile } from '../submit/runs-client.ts';

/** @throws InvalidInputError when it cannot be read or is no JSON; what it says the CMDB checks */
export function readPolicyFile(file: string): PolicyFile {
  let text: string;
  try {
    text = readFileSync(file, 'utf8');
  } catch (error) {
    throw new InvalidInputError(`The policy ${file} cannot be read`, [], { cause: error });
  }
  try {
    return JSON.parse(text);
  } catch (error) {
    throw new InvalidInputError(`${file} is no JSON: ${error instanceof Error ? error.message : ''}`, [], {
      cause: error,
    });
  }
}

/** Has faults that the CMDB finds name the file, and places in it. */
export async function ofPolicyFile<T>(file: string, work: () => Promise<T>): Promise<T> {
  try {
    return await work();
  } catch (error) {
    if (!(error instanceof InvalidInputError)) throw error;
    const faults = error.faults.map(({ path, message }) => ({
      path: path.replace(/^(body\.)?policy\.?/, ''),
      message,
    }));
    throw new InvalidInputError(`${file} cannot be a policy`, faults, { cause: error });
  }
}
