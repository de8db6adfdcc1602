/** What auditors’ pages ask of the session worker; it is loaded when one of them does. */
export { cancelExportCheck, exportCheck, startExportCheck } from './check-export.ts'
export { disclosure, disclosureChain, proveDisclosure } from './disclosure.ts'
export { keyHistory } from './key-history.ts'
export { cancelLogCheck, logCheck, logEntries, startLogCheck } from './log-check.ts'
export { cancelLogExport, exportedLog, logExport, startLogExport } from './log-export.ts'
export { cancelReconciling, reconciling, startReconciling } from './reconcile.ts'
export { refusals, refusalsFile } from './refusals.ts'
export { disclosures, parties, readFilters, registerFile } from './register.ts'
export { checkReport, countersignReport } from './report.ts'
export {
  announceSample,
  checkSample,
  discardReview,
  drawSample,
  keepFinding,
  review,
  reviews,
  selectReview,
} from './reviews.ts'
export { reviewReport, signReview } from './sign-review.ts'
export { statistics, statisticsFile } from './statistics.ts'
