import { effect } from '@preact/signals'
import { plainName } from '../sdk/plain-file-name.ts'
import { stage } from './session.ts'

/** The browser has begun to read it by then. */
const READ_BY_MS = 10_000

const addresses = new Set<string>()

/** Gives the browser octets to be saved, whatever they are said to be: it runs and shows nothing of them. */
export function saveFile(pieces: readonly (Uint8Array | Blob | string)[], name: string): void {
  const address = URL.createObjectURL(
    new Blob(pieces as (Uint8Array<ArrayBuffer> | Blob | string)[], { type: 'application/octet-stream' }),
  )
  addresses.add(address)
  const link = document.createElement('a')
  link.href = address
  link.download = plainName(name)
  link.click()
  setTimeout(() => revoke(address), READ_BY_MS)
}

function revoke(address: string): void {
  URL.revokeObjectURL(address)
  addresses.delete(address)
}

// What was opened is forgotten at a lock, and what was saved of it is on the disk alone.
effect(() => {
  if (stage.value.at === 'out') for (const address of addresses) revoke(address)
})
