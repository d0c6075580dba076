import { ApiError, api, finish, toProblem, unreachable, unwrap } from './client.ts';
import type { DocumentRecord } from './types.ts';

/** The lookup that says which categories of documents there are. */
export const DOCUMENT_CATEGORY = 'DocumentCategory';

export async function listDocuments(id: string, asOf?: string): Promise<DocumentRecord[]> {
  const query = asOf === undefined ? {} : { asOf };
  return (await unwrap(api.GET('/api/cards/{id}/documents', { params: { path: { id }, query } }))).items;
}

export function toContentAddress(id: string, version?: number): string {
  const address = `/api/documents/${encodeURIComponent(id)}/content`;
  return version === undefined ? address : `${address}?version=${version}`;
}

export function unlinkDocument(id: string, cardId: string): Promise<void> {
  return finish(api.DELETE('/api/documents/{id}/links/{cardId}', { params: { path: { id, cardId } } }));
}

function parseJson(text: string): unknown {
  try {
    return JSON.parse(text);
  } catch {
    return undefined;
  }
}

/** Uploads with `XMLHttpRequest`, since `fetch` reports no progress of what it sends. */
function upload(path: string, form: FormData, onProgress: (share: number) => void): Promise<void> {
  return new Promise((resolve, reject) => {
    const request = new XMLHttpRequest();
    request.open('POST', path);
    request.setRequestHeader('X-Popis-Request', '1');
    request.upload.addEventListener('progress', (event) => {
      if (event.lengthComputable) onProgress(event.loaded / event.total);
    });
    request.addEventListener('load', () => {
      if (request.status >= 200 && request.status < 300) resolve();
      else reject(new ApiError(toProblem(request.status, parseJson(request.responseText))));
    });
    request.addEventListener('error', () => {
      reject(new ApiError(unreachable));
    });
    request.send(form);
  });
}

export interface NewDocument {
  file: File;
  category: string;
  description: string;
}

export function uploadDocument(
  cardId: string,
  document: NewDocument,
  onProgress: (share: number) => void,
): Promise<void> {
  const form = new FormData();
  // Fields first: the server reads a multipart body in order, and the file ends it.
  if (document.category !== '') form.set('category', document.category);
  if (document.description !== '') form.set('description', document.description);
  form.set('file', document.file);
  return upload(`/api/cards/${encodeURIComponent(cardId)}/documents`, form, onProgress);
}

export function uploadVersion(id: string, file: File, onProgress: (share: number) => void): Promise<void> {
  const form = new FormData();
  form.set('file', file);
  return upload(`/api/documents/${encodeURIComponent(id)}/versions`, form, onProgress);
}
