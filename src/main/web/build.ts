import { readdir, rename, rm, stat } from 'node:fs/promises'
import { basename, join } from 'node:path'
import { pathToFileURL } from 'node:url'
import { build, type Plugin } from 'vite'
import { ownVersion } from '../own-version.ts'
import { finish } from './finish.ts'
import { BUILT, builtFrom, ROOT, sourcesDigest } from './sources.ts'

/**
 * Builds the browser client into the folder of `dist/web` that is named by its sources: file names that say what is in them, each
 * with its compressed form beside it. The folder is there whole or not at all, whoever else builds meanwhile.
 */
async function buildClient(): Promise<void> {
  // Whatever it is where this runs, the same sources are to be the same bytes: Vite builds it in.
  process.env.NODE_ENV = 'production'
  const folder = builtFrom(await sourcesDigest())
  const fresh = `${folder}.${process.pid}`
  await build({
    configFile: false,
    root: join(ROOT, 'src/web'),
    publicDir: false,
    logLevel: 'warn',
    // The smaller build of the library, which loads what is rare when it is needed; Node cannot resolve it.
    resolve: { alias: [{ find: /^openpgp$/, replacement: 'openpgp/lightweight' }] },
    oxc: { jsx: { runtime: 'automatic', importSource: 'preact' } },
    css: { transformer: 'lightningcss', lightningcss: { errorRecovery: true } },
    plugins: [ownTypeface()],
    worker: { format: 'es' },
    build: {
      outDir: fresh,
      emptyOutDir: true,
      target: 'es2024',
      // Nothing is inlined: the policy allows no data: address.
      assetsInlineLimit: 0,
      modulePreload: { polyfill: false },
      chunkSizeWarningLimit: 1_000,
    },
  })
  await finish(fresh, { version: await ownVersion(), service: null })
  await rename(fresh, folder).catch(async (error: unknown) => {
    // Somebody else was quicker with the very same.
    await rm(fresh, { recursive: true, force: true })
    await stat(folder).catch(() => {
      throw error
    })
  })
  await forgetOlder(basename(folder))
}

/** What was built of other sources is of no use; what another process builds just now has a longer name. */
async function forgetOlder(kept: string): Promise<void> {
  const others = (await readdir(BUILT)).filter((name) => name !== kept && !name.includes('.'))
  for (const name of others) await rm(join(BUILT, name), { recursive: true, force: true })
}

/**
 * GOV.UK Frontend as it may be used by a service that is not on gov.uk: neither its typeface nor its crest, which are licensed for
 * that alone, and none of which is here to be fetched.
 */
function ownTypeface(): Plugin {
  return {
    name: 'own-typeface',
    enforce: 'pre',
    transform(code, id) {
      if (!id.endsWith('govuk-frontend.min.css')) return null
      const own = code
        .replaceAll(/@font-face\{[^}]*\}/g, '')
        .replaceAll('GDS Transport,arial,sans-serif', 'arial,Helvetica,sans-serif')
        .replaceAll(/url\(\/assets\/images\/govuk-crest\.svg\)/g, 'none')
        // Rules for Internet Explorer alone, which no parser of today takes.
        .replaceAll(/@media[^{}]*\\0[^{}]*\{(?:[^{}]*\{[^{}]*\})*\}/g, '')
        .replaceAll(/\/\*# sourceMappingURL=.*?\*\//g, '')
      const left = /GDS Transport|govuk-crest|\/assets\//.exec(own)
      if (left) throw new Error(`GOV.UK Frontend has changed: its CSS still has ${left[0]}.`)
      return { code: own, map: null }
    },
  }
}

if (import.meta.url === pathToFileURL(process.argv[1] ?? '').href) await buildClient()
