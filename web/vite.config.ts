import { createHash } from "node:crypto";
import { readdirSync } from "node:fs";
import { readdir, readFile, writeFile } from "node:fs/promises";
import { join } from "node:path";
import { fileURLToPath } from "node:url";
import { gzipSync } from "node:zlib";

import react from "@vitejs/plugin-react";
import type { Plugin } from "vite";
import { defineConfig } from "vitest/config";

const api = process.env.REPLYBY_API ?? "http://127.0.0.1:8000";

/** Leaves `name.gz` beside each built text file: the server sends those as they lie. */
function compressed(): Plugin {
  let folder = "";
  return {
    name: "compressed",
    apply: "build",
    configResolved: ({ build }) => void (folder = join(build.outDir, "assets")),
    // Not as the bundle is closed: that happens after a failed build too, whose error it would hide.
    writeBundle: {
      order: "post",
      async handler() {
        const names = (await readdir(folder)).filter((name) => /\.(js|css|svg)$/.test(name));
        await Promise.all(
          names.map(async (name) => {
            const written = gzipSync(await readFile(join(folder, name)), { level: 9 });
            await writeFile(join(folder, `${name}.gz`), written);
          }),
        );
      },
    },
  };
}

/** Tells the service worker which files this version consists of. */
function worker(): Plugin {
  return {
    name: "worker",
    apply: "build",
    generateBundle: {
      order: "post",
      handler(_options, bundle) {
        const chunk = bundle["sw.js"];
        if (chunk?.type !== "chunk") throw new Error("The service worker was not built.");
        const built = Object.values(bundle).filter(
          ({ fileName }) => fileName !== "sw.js" && !fileName.endsWith(".map"),
        );
        const files = [
          ...built.map(({ fileName }) => `/${fileName}`),
          ...readdirSync("public").map((name) => `/${name}`),
        ].sort();
        const version = createHash("sha256").update(chunk.code);
        for (const file of built) version.update(file.type === "chunk" ? file.code : file.source);
        chunk.code = chunk.code
          .replace(/["'`]__FILES__["'`]/, () => JSON.stringify(JSON.stringify(files)))
          .replace("__VERSION__", version.digest("hex").slice(0, 16));
      },
    },
  };
}

export default defineConfig({
  resolve: { alias: { "~": fileURLToPath(new URL("src", import.meta.url)) } },
  plugins: [react(), compressed(), worker()],
  build: {
    // The Python build takes it from here, into the wheel.
    outDir: "../api/static",
    emptyOutDir: true,
    // A data: address would need a wider content security policy for scripts and fonts.
    assetsInlineLimit: 0,
    modulePreload: { polyfill: false },
    target: "es2022",
    rolldownOptions: {
      input: { main: "index.html", sw: "src/sw.ts" },
      output: {
        entryFileNames: ({ name }) => (name === "sw" ? "sw.js" : "assets/[name]-[hash].js"),
        codeSplitting: {
          // What the first load needs comes in three files, not in seventy: of others, of ours, and home's own.
          groups: [
            { name: "libraries", tags: ["$initial"], test: /node_modules/, priority: 2 },
            { name: "first", tags: ["$initial"], test: /\/src\/(?!sw\.ts)/, priority: 1 },
            { name: "home", test: /\/src\/pages\/home\// },
          ],
        },
      },
    },
  },
  server: {
    port: 5173,
    strictPort: true,
    proxy: { "/api": { target: api, changeOrigin: true, headers: { origin: api } }, "/health": api },
  },
  test: {
    environment: "jsdom",
    setupFiles: ["tests/setup.ts"],
    include: ["tests/**/*.test.{ts,tsx}", "src/**/*.test.{ts,tsx}"],
    restoreMocks: true,
  },
});
