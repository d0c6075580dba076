import { createTheme, Modal, Tooltip } from '@mantine/core';

/**
 * Defaults of components only. Colours and sizes are CSS variables in shell.css.
 * A modal must not lock the page's scrolling: Mantine does that with a <style> element made at run time.
 */
export const theme = createTheme({
  respectReducedMotion: true,
  components: {
    Modal: Modal.extend({
      defaultProps: {
        lockScroll: false,
        centered: true,
        closeButtonProps: { 'aria-label': 'Close' },
        // Its <header> would be a second banner of the page.
        attributes: { header: { role: 'none' } },
      },
    }),
    Tooltip: Tooltip.extend({
      defaultProps: { events: { hover: true, focus: true, touch: true }, withArrow: true, multiline: true },
    }),
  },
});
