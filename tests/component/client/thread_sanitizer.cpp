// Debian's libzmq and libsodium are not instrumented: the thread sanitizer does not see how they hand bytes from one
// thread to the other and calls it a race. Our own threads meet at a mutex and an eventfd, which it does see.
#if defined(__SANITIZE_THREAD__)

// Weak, so that a definition for all tests may take its place. (Suppressing interceptors with called_from_lib makes the
// run hang.)
extern "C" __attribute__((weak)) const char* __tsan_default_suppressions();
extern "C" __attribute__((weak)) const char* __tsan_default_suppressions() {
  return "race:libzmq.so\n"
         "race:libsodium.so\n";
}

#endif
