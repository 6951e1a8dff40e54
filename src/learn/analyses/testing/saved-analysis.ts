/** Saved analyses for the tests of other modules. */
export { createSavedAnalysis, deleteSavedAnalysis } from '../saved/save-analysis.ts'
