import type { GatewayLimits } from '../limits.ts'
import type { Refusal } from './envelope.ts'

/** What one address may bring, whoever it is: nobody is known yet when it begins. */
export type AddressRation = {
  /** Counts a mail that an address is about to bring; the answer to give where that is one too many, else null. */
  begin(remoteAddress: string): Promise<Refusal | null>
  /** Counts what it brought, in bytes. */
  brought(remoteAddress: string, bytes: number): Promise<void>
}

/** Mails a minute and bytes an hour by address. Nothing is lost: the address is told when to come again. */
export function createAddressRation({
  perAddress,
  bytesPerAddress,
}: Pick<GatewayLimits, 'perAddress' | 'bytesPerAddress'>): AddressRation {
  return {
    async begin(remoteAddress) {
      const mails = await perAddress.take(remoteAddress)
      if (!mails.allowed) return comeAgain(mails.resetSeconds)
      const bytes = await bytesPerAddress.take(remoteAddress, 0)
      return bytes.remaining > 0 ? null : comeAgain(bytes.resetSeconds)
    },
    async brought(remoteAddress, bytes) {
      await bytesPerAddress.take(remoteAddress, bytes)
    },
  }
}

const comeAgain = (seconds: number): Refusal => ({
  code: 450,
  text: `4.7.1 Too much mail from your address at once; try again in ${seconds} seconds`,
})
