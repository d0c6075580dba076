/** Injection token of the `Readiness` of this process. */
export const READINESS = Symbol('readiness');
