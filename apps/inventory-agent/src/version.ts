/** Version of this agent; a test compares it with package.json, which is not there when the agent is one file. */
export const version = '0.1.0';
