import { mailPartners } from './partners.ts'
import { plainCourt } from './plain-court.ts'

/**
 * The DNS of the demonstration: what the invented partners would publish of where their mail comes from. Of every other
 * name it says that there is none, so that the demonstration asks nobody in the real world.
 */
export function demonstrationZone(): (name: string, type: string) => Promise<string[][]> {
  const records = new Map<string, string[][]>()
  for (const { domain, host } of [...mailPartners, plainCourt]) {
    records.set(`TXT ${domain}`, [[`v=spf1 ip4:${host} -all`]])
    records.set(`TXT _dmarc.${domain}`, [['v=DMARC1; p=none']])
  }
  return async (name, type) => {
    const found = records.get(`${type} ${name.toLowerCase()}`)
    if (found) return found
    throw Object.assign(new Error(`There is no ${type} record of ${name}.`), { code: 'ENOTFOUND' })
  }
}
