import react from '@vitejs/plugin-react';
import { defineConfig } from 'vite';

// The development server takes the API from where a `npm start` listens.
const api = process.env.CMDB_URL ?? 'http://127.0.0.1:8080';

export default defineConfig({
  plugins: [react()],
  resolve: { conditions: ['source', 'module', 'browser', 'import', 'default'] },
  server: { proxy: { '/api': api } },
  build: {
    outDir: 'dist/bundle',
    emptyOutDir: true,
    chunkSizeWarningLimit: 1500,
    // A content security policy of 'self' allows no data: addresses.
    assetsInlineLimit: 0,
  },
});
