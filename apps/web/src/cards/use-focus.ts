import { type RefObject, useEffect, useRef } from 'react';

/** Brings what has just appeared before the eyes and to the keyboard. */
export function useFocusOnArrival<E extends HTMLElement>(): RefObject<E | null> {
  const element = useRef<E>(null);
  useEffect(() => {
    element.current?.focus();
  }, []);
  return element;
}

/** Brings the first field with a fault before the eyes, each time that faults are found. */
export function useFocusOnFault(faults: object): RefObject<HTMLFormElement | null> {
  const form = useRef<HTMLFormElement>(null);
  const names = Object.keys(faults).join();
  useEffect(() => {
    if (names === '') return;
    form.current?.querySelector<HTMLElement>('[aria-invalid=true]')?.focus();
  }, [names]);
  return form;
}
