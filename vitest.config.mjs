import { defineConfig } from "vitest/config";

export default defineConfig({
  test: {
    include: ["tests/frontend/**/*.test.ts", "tests/spec/**/*.test.ts"],
    environment: "happy-dom",
    passWithNoTests: false,
    restoreMocks: true,
    cache: false,
    maxWorkers: "100%", // by itself it leaves a core free, which is half of a machine with two
  },
});
