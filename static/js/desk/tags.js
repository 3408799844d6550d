export function enhanceTags() {}
