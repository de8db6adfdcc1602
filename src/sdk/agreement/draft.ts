import { demandConsistent } from '../../domain/trust/agreement-form.ts'
import type { TrustedAgreement } from '../../domain/trust/state.ts'
import { Agreement } from '../../domain/wire/agreement.ts'
import { writeStatement } from '../../domain/wire/statement.ts'
import { Annex } from '../../domain/wire/trust/annex.ts'
import { ClientError } from '../errors.ts'
import type { AgreementForm, AnnexForm } from './form.ts'

/**
 * The exact text of an agreement, to be signed.
 *
 * @param before the version that it takes the place of; null for the first
 * @throws TrustError, ClientError or StatementError with the sentence for whoever drafts
 */
export function draftAgreement(form: AgreementForm, before: TrustedAgreement | null): string {
  if (before && before.document.id !== form.id)
    throw new ClientError(`The form is of ${form.id}, and the version before is of ${before.document.id}.`)
  const agreement: Agreement = {
    despatch: 'agreement/3',
    id: form.id,
    version: (before?.document.version ?? 0) + 1,
    previous: before?.sha256 ?? null,
    accord: form.accord,
    title: form.title,
    purposes: form.purposes,
    aims: form.aims,
    areas: form.areas,
    ruleSet: form.ruleSet,
    from: form.from,
    until: form.until,
    review: form.review,
    annexQuorum: form.annexQuorum,
    signatories: form.signatories.map((one) => ({
      agency: one.agency,
      root: one.root,
      successor: one.successor,
      domains: one.domains,
      bodies: one.bodies,
      mailboxes: one.mailboxes.map(({ address, bodies }) => ({ address, bodies })),
      legalClasses: one.legalClasses,
      group: one.group,
      area: one.area,
      icoUntil: one.icoUntil,
    })),
  }
  demandConsistent(agreement)
  return writeStatement(Agreement, agreement)
}

/** The form of a version that is in force, to draft the next one from. */
export function formOf({ document }: Pick<TrustedAgreement, 'document'>): AgreementForm {
  const { despatch: _type, version: _version, previous: _previous, ...form } = document
  return form
}

/**
 * The form without an agency that all others remove, and without the areas that only it is of. @throws ClientError when the agreement does not name it
 */
export function without(form: AgreementForm, agency: string): AgreementForm {
  const signatories = form.signatories.filter((one) => one.agency !== agency)
  if (signatories.length === form.signatories.length)
    throw new ClientError(`${form.id} does not name ${agency}.`)
  const areas = form.areas.filter((area) => signatories.some((one) => one.area === area))
  return { ...form, areas, signatories }
}

/**
 * The exact text of an annex, to be signed: the keys of the service that an agreement is kept in.
 * @param agreement the agreement as the trust log has it
 */
export function draftAnnex(
  form: AnnexForm,
  { document, annex }: Pick<TrustedAgreement, 'document' | 'annex'>,
  now: Date,
): string {
  if (form.agreement !== document.id)
    throw new ClientError(`The annex is of ${form.agreement}, and not of ${document.id}.`)
  return writeStatement(Annex, {
    despatch: 'annex/2',
    agreement: document.id,
    number: (annex?.document.number ?? 0) + 1,
    previous: annex?.sha256 ?? null,
    origin: form.origin,
    log: form.log,
    trust: form.trust,
    service: form.service,
    witnesses: form.witnesses.map(({ agency, key }) => ({ agency, key })),
    quorum: form.quorum,
    clients: form.clients.map(({ version, sha256, since }) => ({ version, sha256, since })),
    time: now.toISOString(),
  })
}
