/** Injection token of the {@link ByteStore}. */
export const BYTE_STORE = Symbol('byte store');
