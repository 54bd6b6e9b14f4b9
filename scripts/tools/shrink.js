// Makes a built site small: minifies the stylesheet, then writes a .br and a .gz beside every file worth it.
import { readFileSync, readdirSync, writeFileSync } from 'node:fs'
import { join } from 'node:path'
import { brotliCompressSync, constants, gzipSync } from 'node:zlib'
import { transform } from 'lightningcss'

const site = process.argv[2]

// No `targets`: light-dark(), nesting and oklch() stay as written, for the browsers that Maru is made for.
const sheet = join(site, 'pkg/maru.css')
writeFileSync(sheet, transform({ filename: 'maru.css', code: readFileSync(sheet), minify: true }).code)

for (const name of readdirSync(site, { recursive: true })) {
  if (!/\.(css|html|ico|js|json|map|svg|txt|wasm|webmanifest|xml)$/.test(name)) continue
  const file = join(site, name)
  const content = readFileSync(file)
  const brotli = brotliCompressSync(content, {
    params: {
      [constants.BROTLI_PARAM_QUALITY]: 11,
      [constants.BROTLI_PARAM_LGWIN]: 24,
      [constants.BROTLI_PARAM_SIZE_HINT]: content.length,
    },
  })
  const gzip = gzipSync(content, { level: 9 })
  // A tiny file grows when compressed; the server then sends it as it is.
  if (brotli.length < content.length) writeFileSync(`${file}.br`, brotli)
  if (gzip.length < content.length) writeFileSync(`${file}.gz`, gzip)
}
