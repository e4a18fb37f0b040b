import react from '@vitejs/plugin-react';
import { fileURLToPath } from 'node:url';
import { defineConfig } from 'vite';
import { withoutUnusedZod } from './without-unused-zod.ts';

const here = fileURLToPath(new URL('.', import.meta.url));

/** `vite build --config web/vite.config.ts` writes `dist/website`. */
export default defineConfig({
  root: here,
  plugins: [react(), withoutUnusedZod],
  build: {
    outDir: fileURLToPath(new URL('../dist/website', import.meta.url)),
    emptyOutDir: true,
    // The content security policy allows fonts and styles from this origin alone, so nothing may become a data: URI.
    assetsInlineLimit: 0,
    modulePreload: { polyfill: false },
    // light-dark() is used as written; a lowered form of it doubles the style sheet.
    target: ['chrome125', 'firefox128', 'safari18'],
    rolldownOptions: {
      // One chunk for zod with its settings: whatever makes a schema then runs after them. One for what every page stands
      // on, which compresses better whole than in twenty pieces.
      output: {
        codeSplitting: {
          groups: [
            { name: 'schemas', test: /node_modules\/zod\/|without-eval/ },
            { name: 'ground', test: /node_modules\/(react|react-dom|scheduler|use-sync-external-store|@tanstack)\// },
          ],
        },
      },
    },
  },
  server: {
    host: '127.0.0.1',
    // Exact, because modules of this folder are served under /api/ and /stream/ too.
    proxy: {
      '^/api/(accounts|connections|jobs|progress|tutorials)(/|$)': 'http://127.0.0.1:4600',
      '^/stream$': { target: 'ws://127.0.0.1:4600', ws: true },
    },
  },
});
