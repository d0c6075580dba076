import { useEffect, useRef } from 'react';

/** For what is on the page only while it is open: when it goes and nothing else took the focus, the opener has it again. */
export function useReturnFocus(): void {
  const opener = useRef(document.activeElement);
  useEffect(() => {
    const element = opener.current;
    return () => {
      const isLost = document.activeElement === null || document.activeElement === document.body;
      if (isLost && element instanceof HTMLElement) element.focus();
    };
  }, []);
}
