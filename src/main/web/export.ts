import { mkdir, writeFile } from 'node:fs/promises'
import { dirname, join } from 'node:path'
import type { ClientFiles } from '../../api/client-files.ts'
import { CLIENT_BUILD_PATH, CLIENT_INDEX } from '../../domain/wire/client-build.ts'
import { clientHeaders, policyInPage } from '../../domain/wire/client-policy.ts'
import { finish } from './finish.ts'

/** Below the exported folder, what a web server of an agency gives out. */
export const SITE = 'site'

/**
 * Writes the browser client for another origin than the service's: `site/`, which is given out as it is, and beside it the headers that it
 * has to go out with, for nginx and for Caddy. The same build for the same service is the same bytes.
 *
 * @param folder is made
 * @param service the origin that it speaks to
 * @returns the digest of the build
 */
export async function exportClient(
  files: ClientFiles,
  { folder, service, version }: { folder: string; service: string; version: string },
): Promise<string> {
  await mkdir(folder)
  const site = join(folder, SITE)
  for (const [path, { bytes }] of files) {
    if (path === CLIENT_BUILD_PATH) continue
    await mkdir(dirname(join(site, path)), { recursive: true })
    await writeFile(join(site, path), path === CLIENT_INDEX ? indexFor(bytes, service) : bytes)
  }
  const headers = Object.entries({
    ...clientHeaders(service),
    'x-content-type-options': 'nosniff',
    'referrer-policy': 'no-referrer',
    // A web server that says nothing has its pages kept for as long as a browser likes: also past a mend.
    'cache-control': 'no-cache',
  })
  const nginx = headers.map(([name, value]) => `add_header ${name} "${value}" always;\n`)
  await writeFile(join(folder, 'headers.nginx.conf'), nginx.join(''))
  const caddy = headers.map(([name, value]) => `\t${name} "${value}"\n`)
  await writeFile(join(folder, 'headers.caddy'), `header {\n${caddy.join('')}}\n`)
  return finish(site, { version, service })
}

/** The first page, which says whom it speaks to, and its own policy for a web server that forgets it. */
function indexFor(index: Uint8Array, service: string): string {
  const text = new TextDecoder().decode(index)
  const charset = /<meta charset="utf-8"\s*\/?>/i.exec(text)?.[0]
  if (charset === undefined) throw new Error('the first page of the browser client has no charset')
  // The origin is one by `parseOrigin`, and has nothing in it that HTML would read.
  const policy = policyInPage(service).join('; ')
  return text.replace(
    charset,
    () =>
      `${charset}\n    <meta http-equiv="Content-Security-Policy" content="${policy}">\n    <meta name="despatch-service" content="${service}">`,
  )
}
