import { referenceOf } from '../domain/reference.ts'
import { Arrival } from '../domain/wire/arrival.ts'
import { Filed } from '../domain/wire/filed.ts'
import { Manifest } from '../domain/wire/manifest.ts'
import type { DisclosureRow } from '../domain/wire/register-response.ts'
import { parseStatement, StatementError } from '../domain/wire/statement.ts'
import { isReferenceOf } from './find-referral.ts'
import {
  arrivalFields,
  differences,
  type Fields,
  filedFields,
  manifestFields,
  rowFields,
  shareFields,
  timeDifference,
  unfiledFields,
} from './reconcile-fields.ts'
import { createFindings, type Reconciliation } from './reconcile-findings.ts'

export type { NotYet, Reconciliation } from './reconcile-findings.ts'

/** An entry of a verified log, and what stands behind it; null when that is erased or withheld. */
export type LoggedEntry = { index: bigint; type: string; record: string | null }

/** How much the reader sees: everything, or what mailboxes of their own agency sent or received. */
export type Sight = { everything: true } | { everything: false; mailboxes: ReadonlySet<string> }

/** What is kept of a row until its entries have been seen: some hundreds of bytes. */
type Row = {
  referral: string
  reference: string
  to: string
  at: string
  origin: DisclosureRow['origin']
  erased: boolean
  fields: Fields
}

/**
 * The disclosure that an entry stands for: what both sides must say, when it was made, whom it went to, whose rows
 * are to be there.
 */
type Disclosure = {
  id: string
  kind: Manifest['kind'] | 'mail'
  fields: Fields
  stated: string
  to: readonly string[]
  expected: readonly string[]
}

/**
 * Reads a register of disclosures against a log: every row must have its leaf, every disclosure leaf its rows, one for
 * each recipient that the manifest names, and both must say the same: mailboxes, kind, marking, class, categories,
 * purpose, consent, bases, agreements, sealing, and the time within what accepting may take ({@link timeDifference}).
 *
 * Agencies are not compared: no statement names one, and a mailbox may have changed hands since. Nor are states, answers
 * and evidence, which come later and are not a disclosure's own, nor refusals, which are another register.
 *
 * It is given first every row, then every entry in the order of the log. Rows are held until their entries come; entries
 * are not held.
 *
 * @param settled how many entries were published before the register was read: of those the register must know
 */
export function createReconciliation({ settled, sight }: { settled: bigint; sight: Sight }) {
  const found = createFindings()
  const share = shareFields()
  const rowsByLeaf = new Map<bigint, Row[]>()
  /** Mail by its referral, until its reader's filing comes: what it was found to be is of that later entry. */
  const unfiled = new Map<string, { row: Row; domain: string }>()
  let closedFilings = 0

  const addRow = (row: DisclosureRow): void => {
    found.count('rows')
    const { referral, reference, origin } = row
    const leaf = row.leaf === null ? null : BigInt(row.leaf)
    if (!isReferenceOf(reference, referral)) {
      found.misfit(reference, leaf, `the reference is not the one of the referral ${referral}`)
    }
    if (leaf === null) {
      found.notYet(reference, 'not-published')
      return
    }
    const erased = row.record === 'erased'
    const fields = share(rowFields(row))
    const kept = { referral, reference, to: row.to.mailbox, at: row.at, origin, erased, fields }
    const others = rowsByLeaf.get(leaf)
    if (others) others.push(kept)
    else rowsByLeaf.set(leaf, [kept])
  }

  const addEntry = ({ index, type, record }: LoggedEntry): void => {
    const rows = rowsByLeaf.get(index) ?? []
    rowsByLeaf.delete(index)
    if (type === 'filed') addFiling(index, record)
    if (type === 'accepted' || type === 'arrived') addDisclosure(index, type, record, rows)
    else {
      for (const { reference } of rows) {
        found.misfit(reference, index, `that entry is of type ${type} and stands for no disclosure`)
      }
    }
  }

  const addDisclosure = (
    index: bigint,
    type: 'accepted' | 'arrived',
    record: string | null,
    rows: readonly Row[],
  ): void => {
    if (rows.length === 0 && index >= settled) {
      found.count('since')
      return
    }
    found.count('disclosures')
    for (const { reference, origin } of rows) {
      const own = origin === 'submitted' ? 'accepted' : 'arrived'
      if (type !== own) found.misfit(reference, index, `that entry is of type ${type}, not ${own}`)
    }
    if (record === null) addClosed(index, rows)
    else addOpened(index, type, record, rows)
    const seen = new Set<string>()
    for (const { to, reference } of rows) {
      if (seen.has(to)) found.misfit(reference, index, `the register has it go to ${to} twice`)
      seen.add(to)
    }
  }

  /** Erased or withheld: all that can be said is that the leaf and its rows are there. */
  const addClosed = (index: bigint, rows: readonly Row[]): void => {
    const [first] = rows
    found.count(first && rows.every(({ erased }) => erased) ? 'erased' : 'withheld')
    // Of other agencies' disclosures a liaison officer sees the leaf and nothing else.
    if (!first && sight.everything) found.misfit(null, index, NOT_REGISTERED)
    for (const row of rows) {
      if (row.referral !== first?.referral) {
        found.misfit(row.reference, index, `the register gives that entry to ${first?.reference}, too`)
      }
      if (sight.everything && !row.erased) {
        found.misfit(row.reference, index, 'the register says that its record is kept, and it was not given')
      }
      if (row.origin === 'mail') awaitFiling(row)
    }
  }

  const addOpened = (
    index: bigint,
    type: 'accepted' | 'arrived',
    record: string,
    rows: readonly Row[],
  ): void => {
    found.count('opened')
    for (const { reference, erased } of rows) {
      if (erased)
        found.misfit(reference, index, 'the register says that its record is erased, and it is there')
    }
    const disclosure = readIt(index, rows[0]?.reference ?? null, () =>
      type === 'accepted' ? ofManifest(record, sight) : ofArrival(record, sight),
    )
    if (!disclosure) return
    for (const row of rows) {
      if (row.referral !== disclosure.id) {
        found.misfit(row.reference, index, 'that entry is of another referral')
        continue
      }
      const { fields, stated } = disclosure
      for (const problem of [...differences(row.fields, fields), ...timeDifference(row.at, stated)]) {
        found.misfit(row.reference, index, problem)
      }
      if (!disclosure.to.includes(row.to)) {
        found.misfit(row.reference, index, `the register has it go to ${row.to}, which the log does not name`)
      }
      if (type === 'arrived') awaitFiling(row)
    }
    demandRows(index, disclosure, rows)
  }

  const demandRows = (index: bigint, disclosure: Disclosure, rows: readonly Row[]): void => {
    const own = rows.filter(({ referral }) => referral === disclosure.id)
    const missing = disclosure.expected.filter((address) => own.every(({ to }) => to !== address))
    if (missing.length === 0 || index >= settled) return
    const reference = own[0]?.reference ?? referenceOf(disclosure.kind, disclosure.id)
    if (own.length === 0) found.misfit(reference, index, NOT_REGISTERED)
    else {
      for (const address of missing) {
        found.misfit(reference, index, `it went to ${address}, of which the register has no row`)
      }
    }
  }

  const awaitFiling = (row: Row): void => {
    unfiled.set(row.referral, { row, domain: row.fields['sending domain'] ?? '' })
  }

  const addFiling = (index: bigint, record: string | null): void => {
    if (record === null) {
      closedFilings += 1
      return
    }
    const filed = readIt(index, null, () => parseStatement(Filed, record))
    const mail = filed && unfiled.get(filed.referral)
    // Mail that the register does not have was named at its own entry.
    if (!filed || !mail) return
    unfiled.delete(filed.referral)
    const { row, domain } = mail
    if (index >= settled && isUnfiled(row, domain)) return
    for (const problem of differences(row.fields, filedFields(filed, domain))) {
      found.misfit(row.reference, index, problem)
    }
  }

  /** To be called after the last entry. `size` is how many the verified checkpoint says there are. */
  const end = (size: bigint): Reconciliation => {
    for (const [leaf, rows] of rowsByLeaf) {
      for (const { reference } of rows) {
        if (leaf >= size) found.notYet(reference, 'newer')
        else found.misfit(reference, leaf, 'the log has no such entry that can be read')
      }
    }
    for (const { row, domain } of unfiled.values()) {
      // A filing that nobody opens any more, or that is not for this reader, may be the one.
      const mayBeClosed = closedFilings > 0 && (row.erased || !sight.everything)
      if (!isUnfiled(row, domain) && !mayBeClosed) found.notYet(row.reference, 'filed-since')
    }
    return found.result()
  }

  const readIt = <T>(index: bigint, reference: string | null, read: () => T): T | null => {
    try {
      return read()
    } catch (error) {
      if (!(error instanceof StatementError)) throw error
      found.misfit(reference, index, `what stands behind the entry cannot be read. ${error.message}`)
      return null
    }
  }

  return { addRow, addEntry, end }
}

const NOT_REGISTERED = 'it stands for a disclosure that the register does not have'

function ofManifest(record: string, sight: Sight): Disclosure {
  const manifest = parseStatement(Manifest, record)
  const { id, kind, from, to, created } = manifest
  const expected =
    sight.everything || sight.mailboxes.has(from) ? to : to.filter((address) => sight.mailboxes.has(address))
  return { id, kind, fields: manifestFields(manifest), stated: created, to, expected }
}

function ofArrival(record: string, sight: Sight): Disclosure {
  const arrival = parseStatement(Arrival, record)
  const { id, mailbox, received } = arrival
  const expected = sight.everything || sight.mailboxes.has(mailbox) ? [mailbox] : []
  return { id, kind: 'mail', fields: arrivalFields(arrival), stated: received, to: [mailbox], expected }
}

const isUnfiled = (row: Row, domain: string): boolean =>
  differences(row.fields, unfiledFields(domain)).length === 0
