/** A URL without user and password, which belong in no inventory: `smb://user:secret@host/x` → `smb://host/x`. */
export function hideCredentials(url: string): string {
  return url.replace(/(\/\/)[^/@\s]+@/g, '$1');
}
