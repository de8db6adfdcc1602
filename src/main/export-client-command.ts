import { parseServiceOrigin } from '../config/values.ts'
import { clientPolicy } from '../domain/wire/client-policy.ts'
import type { Io } from './io.ts'
import { ownVersion } from './own-version.ts'
import { exportClient, SITE } from './web/export.ts'
import { readyClient } from './web/ready.ts'

/** `despatch export-client`: the browser client for an origin of an agency's own. Exit code 1 when it cannot. */
export async function exportClientTo(
  { folder, service: address, json }: { folder: string; service: string; json: boolean },
  io: Io,
): Promise<number> {
  const fail = (problem: string): number => {
    if (json) io.out(JSON.stringify({ ok: false, problem }))
    else io.err(problem)
    return 1
  }
  const service = parseServiceOrigin(address)
  if (service === null)
    return fail(
      `${address} is not the address of a service: https://HOST, without a path; http for this machine alone.`,
    )
  const said: string[] = []
  const files = await readyClient((line) => said.push(line))
  if (files === null) return fail(said.join(' '))
  try {
    const sha256 = await exportClient(files, { folder, service, version: await ownVersion() })
    if (json) {
      const policy = clientPolicy(service).join('; ')
      io.out(JSON.stringify({ ok: true, folder, service, version: await ownVersion(), sha256, policy }))
      return 0
    }
    io.out(`${folder}/${SITE} is the browser client for ${service}. Its digest is`)
    io.out(`  ${sha256}`)
    io.out(
      'Serve it at the root of an origin of its own, with headers.nginx.conf or headers.caddy beside it.',
    )
    io.out(
      'The operator of the service allows that origin by WEB_ORIGINS. To have the agencies acknowledge it:',
    )
    io.out(`  despatch agreement annex ID --client ${folder}/${SITE}/despatch-client.json --out annex.json`)
    return 0
  } catch (error) {
    const known = error instanceof Error && 'code' in error && error.code === 'EEXIST'
    return fail(
      known
        ? `${folder} is there already, and nothing was written. Name a folder that is not.`
        : `Nothing whole was written to ${folder}: ${error instanceof Error ? error.message : String(error)}`,
    )
  }
}
