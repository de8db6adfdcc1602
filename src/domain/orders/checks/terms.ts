import type { Fault } from '../../wire/check.ts'
import { capital, named } from '../order-types.ts'
import { fault, type Judged } from './judged.ts'

/** What it prohibits and requires: of the right sort, clear to whoever must obey, each requirement supervised. */
export function termFaults(judged: Judged): Fault[] {
  return [
    ...sortFaults(judged),
    ...numberFaults(judged, 'prohibitions'),
    ...numberFaults(judged, 'requirements'),
    ...clarityFaults(judged),
    ...supervisorFaults(judged),
  ]
}

function sortFaults({ order, type }: Judged): Fault[] {
  const prohibitions = order.prohibitions?.length ?? 0
  const requirements = order.requirements?.length ?? 0
  const found: Fault[] = []
  if (type.terms === 'prohibitions' && requirements > 0) {
    found.push(
      fault(
        '/requirements',
        `${capital(named(type))} can only prohibit (${type.statute}). Leave the requirements out; another order may hold them.`,
      ),
    )
  }
  if (type.terms === 'requirements' && prohibitions > 0) {
    found.push(
      fault(
        '/prohibitions',
        `${capital(named(type))} can only require (${type.statute}). Leave the prohibitions out; another order may hold them.`,
      ),
    )
  }
  if (type.terms === 'prohibitions' && prohibitions === 0) {
    found.push(fault('/prohibitions', `It prohibits nothing (${type.statute}). Give each prohibition.`))
  }
  if (type.terms === 'requirements' && requirements === 0) {
    found.push(fault('/requirements', `It requires nothing (${type.statute}). Give each requirement.`))
  }
  if (type.terms === 'either' && prohibitions + requirements === 0) {
    found.push(
      fault(
        '/prohibitions',
        `It neither prohibits nor requires anything (${type.statute}). Give its prohibitions or requirements.`,
      ),
    )
  }
  return found
}

function numberFaults({ order }: Judged, terms: 'prohibitions' | 'requirements'): Fault[] {
  const numbers = (order[terms] ?? []).map(({ n }) => n)
  return numbers.flatMap((n, place) =>
    numbers.indexOf(n) === place
      ? []
      : [
          fault(
            `/${terms}/${place}/n`,
            `Two of them carry the number ${n}. Number them as the order itself does.`,
          ),
        ],
  )
}

function clarityFaults({ order: { prohibitions = [] }, type: { clarity } }: Judged): Fault[] {
  return prohibitions.flatMap(({ n, kind, map, persons = [] }, place) => {
    if (kind === 'exclusion-area' && clarity.map && map === undefined) {
      return [
        fault(
          `/prohibitions/${place}/map`,
          `Prohibition ${n} keeps somebody out of an area, which must be marked on a map (${clarity.statute}). Attach the map, and name its file here.`,
        ),
      ]
    }
    if (kind === 'non-association' && persons.length === 0) {
      return [
        fault(
          `/prohibitions/${place}/persons`,
          `Prohibition ${n} forbids meeting people, who must be named (${clarity.statute}). Give their names here.`,
        ),
      ]
    }
    return []
  })
}

function supervisorFaults({ order: { requirements = [] }, type: { supervisor } }: Judged): Fault[] {
  if (supervisor === undefined) return []
  return requirements.flatMap((requirement, place) =>
    requirement.supervisor === undefined
      ? [
          fault(
            `/requirements/${place}/supervisor`,
            `Requirement ${requirement.n} names nobody who supervises it (${supervisor.statute}). Name the person or organisation that the order names.`,
          ),
        ]
      : [],
  )
}
