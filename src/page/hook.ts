/** Description of the registered symbol under which the recorder can be read. The page sees nothing else of it. */
export const HOOK = 'whycors.page-report';
