import { join } from 'node:path';
import { brotliCompressSync, gzipSync } from 'node:zlib';
import react from '@vitejs/plugin-react';
import { defineConfig, type Plugin } from 'vite';
import { hashOfSources, SOURCES_FILE } from './sources.js';

/** The panel and /launch, built to dist/client. */
export default defineConfig({
  root: import.meta.dirname,
  publicDir: false,
  resolve: { alias: { '@0no-co/graphql.web': join(import.meta.dirname, 'src/graphql/noParser.ts') } },
  plugins: [react(), stylesheetsLast(), compressedAssets(), sourcesNoted()],
  build: {
    outDir: '../dist/client',
    emptyOutDir: true,
    // Zoom's embedded browsers include old WebKit.
    target: ['safari14', 'ios14'],
    // It would be an inline script, which the content security policy refuses.
    modulePreload: { polyfill: false },
    assetsInlineLimit: 0,
    manifest: true,
    reportCompressedSize: false,
  },
});

/** Behind the first sentence, so that this is painted without waiting for them. The scripts do wait, as for any stylesheet. */
function stylesheetsLast(): Plugin {
  return {
    name: 'stylesheets-last',
    transformIndexHtml: {
      order: 'post',
      handler(html) {
        const links = html.match(/ *<link rel="stylesheet"[^>]*>\n?/g) ?? [];
        return links
          .reduce((rest, link) => rest.replace(link, ''), html)
          .replace('</body>', `${links.join('')}  </body>`);
      },
    },
  };
}

/** Beside each asset its compressed forms, for the server to choose from. */
function compressedAssets(): Plugin {
  return {
    name: 'compressed-assets',
    generateBundle: {
      order: 'post',
      handler(_options, bundle) {
        for (const output of Object.values(bundle)) {
          if (!output.fileName.startsWith('assets/')) continue;
          const source = output.type === 'chunk' ? output.code : output.source;
          this.emitFile({ type: 'asset', fileName: `${output.fileName}.br`, source: brotliCompressSync(source) });
          this.emitFile({
            type: 'asset',
            fileName: `${output.fileName}.gz`,
            source: gzipSync(source, { level: 9, memLevel: 9 }),
          });
        }
      },
    },
  };
}

/** So that a build is not repeated before its sources change. */
function sourcesNoted(): Plugin {
  let sources = '';
  return {
    name: 'sources-noted',
    async buildStart() {
      sources = await hashOfSources();
    },
    generateBundle() {
      this.emitFile({ type: 'asset', fileName: SOURCES_FILE, source: sources });
    },
  };
}
