export { referencesOf, remap } from '../expressions/bound-references.ts'
