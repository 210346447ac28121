"""What waits for approval: the queue, two versions side by side, merging, what nobody confirmed."""
