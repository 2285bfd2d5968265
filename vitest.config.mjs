import { defineConfig } from "vitest/config";

export default defineConfig({
  test: {
    include: ["tests/frontend/**/*.test.ts", "tests/spec/**/*.test.ts"],
    environment: "happy-dom",
    passWithNoTests: false,
    restoreMocks: true,
    cache: false,
  },
});
