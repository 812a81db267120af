"""How every number is computed: functions from frames to frames, without files, clocks or orchestration."""
