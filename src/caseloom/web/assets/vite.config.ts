import { resolve } from "node:path";
import tailwindcss from "@tailwindcss/vite";
import { defineConfig } from "vite";

const here = import.meta.dirname;

/** Entry files keep their names (pages add a content hash to the address); the rest carry a hash. */
export default defineConfig({
  root: here,
  base: "./",
  publicDir: resolve(here, "public"),
  plugins: [tailwindcss()],
  worker: { format: "es", rollupOptions: { output: { entryFileNames: "files/[name]-[hash].js" } } },
  build: {
    outDir: resolve(here, process.env.CASELOOM_ASSETS_OUT ?? "../static/caseloom"),
    emptyOutDir: true,
    target: ["chrome123", "firefox121", "safari17.5"],
    assetsInlineLimit: 0,
    modulePreload: false,
    reportCompressedSize: false,
    rollupOptions: {
      input: {
        app: resolve(here, "app.ts"),
        graph: resolve(here, "graph/main.ts"),
        style: resolve(here, "css/app.css"),
      },
      output: {
        entryFileNames: "[name].js",
        chunkFileNames: "chunks/[name]-[hash].js",
        assetFileNames: (asset) =>
          asset.names.some((name) => name.endsWith(".css")) ? "[name][extname]" : "files/[name]-[hash][extname]",
      },
    },
  },
});
