import '@mantine/core/styles.css';
import './shell/shell.css';
import './shell/elements.css';
import { MantineProvider } from '@mantine/core';
import { QueryClientProvider } from '@tanstack/react-query';
import { RouterProvider } from '@tanstack/react-router';
import { StrictMode } from 'react';
import { createRoot } from 'react-dom/client';
import { createQueryClient } from './api/queries.ts';
import { createAppRouter } from './routes.tsx';
import { theme } from './shell/theme.ts';

const root = document.getElementById('root');
if (root === null) throw new Error('index.html has no element #root');

const queryClient = createQueryClient();
const router = createAppRouter();

// Mantine's variables come from its style sheet and ours from shell.css, so that no <style> element is made at
// run time: the content security policy allows none.
createRoot(root).render(
  <StrictMode>
    <MantineProvider
      theme={theme}
      defaultColorScheme="auto"
      withCssVariables={false}
      withGlobalClasses={false}
    >
      <QueryClientProvider client={queryClient}>
        <RouterProvider router={router} />
      </QueryClientProvider>
    </MantineProvider>
  </StrictMode>,
);
