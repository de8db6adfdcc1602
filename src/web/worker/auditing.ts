type Methods = typeof import('./audit/methods.ts')

/** A method that is loaded with the others of auditors when one of them is first called: nobody else needs them. */
const later = <Name extends keyof Methods>(name: Name): Methods[Name] => {
  const call = async (...args: never[]): Promise<unknown> => {
    const method = (await import('./audit/methods.ts'))[name] as (...args: never[]) => Promise<unknown>
    return method(...args)
  }
  return call as unknown as Methods[Name]
}

/** What auditors have. */
export const auditing = {
  parties: later('parties'),
  readFilters: later('readFilters'),
  disclosures: later('disclosures'),
  registerFile: later('registerFile'),
  disclosure: later('disclosure'),
  proveDisclosure: later('proveDisclosure'),
  disclosureChain: later('disclosureChain'),
  logCheck: later('logCheck'),
  logEntries: later('logEntries'),
  startLogCheck: later('startLogCheck'),
  cancelLogCheck: later('cancelLogCheck'),
  logExport: later('logExport'),
  startLogExport: later('startLogExport'),
  cancelLogExport: later('cancelLogExport'),
  exportedLog: later('exportedLog'),
  exportCheck: later('exportCheck'),
  startExportCheck: later('startExportCheck'),
  cancelExportCheck: later('cancelExportCheck'),
  statistics: later('statistics'),
  statisticsFile: later('statisticsFile'),
  keyHistory: later('keyHistory'),
  reviews: later('reviews'),
  review: later('review'),
  checkSample: later('checkSample'),
  announceSample: later('announceSample'),
  drawSample: later('drawSample'),
  selectReview: later('selectReview'),
  keepFinding: later('keepFinding'),
  discardReview: later('discardReview'),
  signReview: later('signReview'),
  reviewReport: later('reviewReport'),
  checkReport: later('checkReport'),
  countersignReport: later('countersignReport'),
  refusals: later('refusals'),
  refusalsFile: later('refusalsFile'),
  reconciling: later('reconciling'),
  startReconciling: later('startReconciling'),
  cancelReconciling: later('cancelReconciling'),
}
