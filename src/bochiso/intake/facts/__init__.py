"""Taking in facts: whatever file they come in, what leaves here is typed rows and refused rows, `Staged`."""
